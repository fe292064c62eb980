// Text browsers, and whatever else knows forms and cookies and nothing more.
import { expect } from "@playwright/test";
import { withServer as test } from "../fixtures.ts";

test("a text browser gets pages and signs in by a plain form", async ({ server, playwright }) => {
  const lynx = await playwright.request.newContext({
    baseURL: server.url,
    userAgent: "Lynx/2.9.0dev.12 libwww-FM/2.14",
    extraHTTPHeaders: { accept: "*/*", "accept-language": "en" },
  });
  /** Opens a page, and reads to which address the form with this button is sent. */
  const formOf = async (path: string, button: string) => {
    const answer = await lynx.get(path);
    expect(answer.status(), path).toBe(200);
    expect(answer.headers()["content-type"], path).toMatch(/^text\/html\b/);
    const forms = (await answer.text()).match(/<form .*?<\/form>/gs) ?? [];
    const [, action] = /\baction="([^"]+)"/.exec(forms.find((form) => form.includes(button)) ?? "") ?? [];
    return action ?? `no form with “${button}”`;
  };
  /** Sends a form, follows redirects, and says where it has come to and what is written there. */
  const send = async (action: string, form: Record<string, string>) => {
    const answer = await lynx.post(action, { form });
    return { path: new URL(answer.url()).pathname, text: (await answer.text()).replaceAll(/<[^>]*>/g, "") };
  };
  const grace = { name: "Grace Hopper", email: "grace.lynx@example.com", password: "four patient compilers at dawn" };
  const account = { path: "/account", text: expect.stringContaining("Hello, Grace Hopper") };

  expect(await (await lynx.get("/")).text()).toMatch(/^<!doctype html>.*Create account/is);
  expect(await send(await formOf("/register", "Create account"), grace)).toEqual(account);
  expect(await send(await formOf("/account", "Sign out"), {})).toMatchObject({ path: "/sign-in" });
  expect(new URL((await lynx.get("/account")).url()).pathname, "signed out").toBe("/sign-in");
  const signIn = await formOf("/sign-in", "Sign in");
  expect(await send(signIn, { ...grace, password: "not the password" })).toEqual({
    path: "/sign-in",
    text: expect.stringContaining("This e-mail address and password do not belong together."),
  });
  expect(await send(signIn, grace)).toEqual(account);
  await lynx.dispose();
});
