"""The calls behind the portal page, as `docs/portal-api.md` describes them."""
