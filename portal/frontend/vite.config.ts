import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { fakeBackEnd } from "./fake/plugin.ts";

const BACK_END = "http://localhost:8083";

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === "fake" ? [fakeBackEnd()] : [])],
  server: mode === "fake" ? {} : { proxy: { "/api": BACK_END } },
  build: {
    outDir: "dist",
    assetsDir: "assets",
    target: "es2022",
    // The font is a file of its own; data: addresses would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "fake/**/*.test.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
}));
