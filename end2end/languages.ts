// The languages that the pages speak. A browser asks for one by `Accept-Language`, which Playwright derives from the locale.
export const LANGUAGES = ["en"] as const;

export type Language = (typeof LANGUAGES)[number];
