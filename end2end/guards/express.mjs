// Lets in whoever is signed in to Latchkey, and tells the service who it is: `request.user`.
import express from "express";

const { LATCHKEY_URL, PORT } = process.env;

async function guard(request, response, next) {
  try {
    const answer = await fetch(`${LATCHKEY_URL}/api/v1/authentication`, {
      headers: { cookie: request.headers.cookie ?? "" },
      redirect: "manual",
      signal: AbortSignal.timeout(3000),
    });
    const user = await answer.json();
    if (answer.status === 401) {
      const wantsPage = request.method === "GET" && request.headers.accept?.includes("text/html");
      if (!wantsPage) return response.sendStatus(401);
      return response.redirect(303, `/sign-in?next=${encodeURIComponent(request.originalUrl)}`);
    }
    if (answer.status !== 200 || !user.id) throw new Error(`Latchkey answered ${answer.status}`);
    request.user = user;
  } catch (error) {
    console.error(error);
    return response.sendStatus(503);
  }
  next();
}

const app = express();
app.use(guard);
app.get("/", (request, response) => response.type("text/plain").send(`Hello, ${request.user.name}`));
app.listen(PORT, "127.0.0.1");
