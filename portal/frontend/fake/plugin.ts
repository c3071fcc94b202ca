/** Puts the fake back end into Vite's own server: `npm run dev:fake`, `npm run preview:fake`. */
import type { Plugin } from "vite";
import { createFakeBackEnd } from "./handler.ts";

/** What the real server sends along; the built page has to live with it. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

export function fakeBackEnd(): Plugin {
  const count = Number(process.env.FAKE_TWINS ?? 7);
  return {
    name: "fake-back-end",
    configureServer(server) {
      server.middlewares.use(createFakeBackEnd(count));
    },
    configurePreviewServer(server) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader("Content-Security-Policy", POLICY);
        next();
      });
      server.middlewares.use(createFakeBackEnd(count));
    },
  };
}
