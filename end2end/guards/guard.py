# Lets in whoever is signed in to Latchkey, and tells the service who it is: `request.state.user`.
import os
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import quote

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

no_jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
latchkey = httpx.AsyncClient(base_url=os.environ["LATCHKEY_URL"], cookies=no_jar, timeout=3, trust_env=False)
app = FastAPI()


@app.middleware("http")
async def guard(request: Request, call_next):
    cookies = [header for header in request.headers.raw if header[0] == b"cookie"]
    try:
        answer = await latchkey.get("/api/v1/authentication", headers=cookies)
        user = answer.json()
    except (httpx.HTTPError, ValueError):
        return Response(status_code=503)
    if answer.status_code == 200 and "id" in user:
        request.state.user = user
        return await call_next(request)
    if answer.status_code != 401:
        return Response(status_code=503)
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        page = b"?".join(filter(None, [request.scope["raw_path"], request.scope["query_string"]]))
        return RedirectResponse(f"/sign-in?next={quote(page, safe='')}", status_code=303)
    return Response(status_code=401)


@app.get("/")
async def hello(request: Request):
    return PlainTextResponse(f"Hello, {request.state.user['name']}")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]))
