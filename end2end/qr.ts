// A phone's camera: reads a QR code from the picture that the screen shows, and from nothing else.
import { expect } from "@playwright/test";
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** The text of the QR code. An inverted one is not read: many apps cannot either. */
export async function scan(code: { screenshot: () => Promise<Buffer> }): Promise<string> {
  const { data, width, height } = PNG.sync.read(await code.screenshot());
  const found = jsQR(new Uint8ClampedArray(data), width, height, { inversionAttempts: "dontInvert" });
  expect(found, "a QR code that can be read").not.toBeNull();
  return found?.data ?? "";
}
