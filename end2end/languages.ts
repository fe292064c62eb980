// The languages that the pages speak. A browser asks for one by `Accept-Language`, which Playwright derives from the locale.
/** Those in which every page is looked at. */
export const LANGUAGES = ["en", "de"] as const;
/** Those for tests, which the server has with `LATCHKEY_PSEUDO_LOCALES`. */
export const PSEUDO = { accented: "en-XA", mirrored: "ar-XB" } as const;

export type Language = (typeof LANGUAGES)[number] | (typeof PSEUDO)[keyof typeof PSEUDO];
