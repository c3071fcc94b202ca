"""The version of the platform; CHANGELOG.md says what it holds."""

VERSION = "0.1.0"
