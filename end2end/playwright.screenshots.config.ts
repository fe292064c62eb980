// For `make screenshots`: nothing is tested, so nothing is traced or reported but where it is.
import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

export default defineConfig({
  ...base,
  testDir: "screenshots",
  testMatch: "*.shots.ts",
  reporter: [["list"]],
  use: { ...base.use, screenshot: "off", trace: "off" },
  projects: [{ name: "javascript" }],
});
