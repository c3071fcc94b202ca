"""The whole platform in one process, without servers: broker, ingest, watcher, scheduled work, web and stream."""
