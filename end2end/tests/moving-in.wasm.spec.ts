// People who came along from another product sign in with the password and the authenticator that they had there.
import { fileURLToPath } from "node:url";
import { expect, test } from "../fixtures.ts";
import { shownNow } from "../totp.ts";

const FIXTURES = fileURLToPath(new URL("../../tests/it/fixtures/moving/", import.meta.url));
const PASSWORD = "correct horse";

/** One person of each format, and what the authenticator once scanned. */
const PEOPLE: Record<string, { words: string[]; email: string; uri: string }> = {
  nestjs: { words: ["nestjs.csv"], email: "ada.nest@example.com", uri: "otpauth://totp/x?secret=KRSXG5CTMVRXEZLU" },
  authelia: {
    words: ["authelia-users.yml", "--totp", "authelia-totp.yml"],
    email: "bea.authelia@example.com",
    uri: "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&digits=8&period=60&algorithm=SHA256",
  },
  keycloak: { words: ["keycloak.json"], email: "ada.keycloak@example.com", uri: "otpauth://totp/x?secret=MFBDGZCFGZTUQOLKJMZG2TRVOBITQ42U" },
  django: { words: ["django.json"], email: "ada.django@example.com", uri: "otpauth://totp/x?secret=KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU" },
  csv: { words: ["people.csv"], email: "ada.csv@example.com", uri: "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=60" },
};

for (const [format, { words, email, uri }] of Object.entries(PEOPLE)) {
  test(`whoever comes from ${format} signs in with the old password and the old authenticator`, async ({ ada, server }) => {
    const files = words.map((word) => (word.startsWith("--") ? word : `${FIXTURES}${word}`));
    expect(server.command("import", format, ...files, "--execute")).toMatch(new RegExp(`^${email} +has come`, "m"));
    await ada.open("/sign-in");
    await ada.fill({ "E-mail": email, Password: PASSWORD });
    await ada.press("Sign in");
    await ada.isAskedForCode();
    const shown = shownNow(uri);
    await ada.sees(shown.length === 8 ? "8 digits from your authenticator app." : "6 digits from your authenticator app.");
    await ada.fill({ Code: shown });
    // Six digits send themselves.
    if (shown.length === 8) await ada.press("Continue");
    await ada.lands("/account");
    await ada.isSignedIn();
  });
}
