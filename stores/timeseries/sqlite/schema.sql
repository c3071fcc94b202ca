-- AUTOINCREMENT: the number of a deleted signal never comes back as another signal's.
CREATE TABLE IF NOT EXISTS signal (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid     TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    unit     TEXT NOT NULL DEFAULT '',
    twin     TEXT NOT NULL,
    feature  TEXT NOT NULL,
    property TEXT NOT NULL,
    UNIQUE (twin, feature, property)
);

-- ts: microseconds since 1970-01-01T00:00:00Z. What the two value columns mean: stores/values.py
CREATE TABLE IF NOT EXISTS observation (
    signal_id    INTEGER NOT NULL REFERENCES signal (id) ON DELETE CASCADE,
    ts           INTEGER NOT NULL,
    value_double REAL,
    value_text   TEXT,
    quality      INTEGER NOT NULL DEFAULT 0,
    source       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (signal_id, ts)
) WITHOUT ROWID;
