"""The registry over HTTP, as `docs/registry-api.md` describes it."""
