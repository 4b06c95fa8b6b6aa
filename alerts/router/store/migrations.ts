/** One entry a version, applied in order; never edited once released. Times are Unix seconds. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE incidents (
    id TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    region TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('firing', 'resolved', 'unknown')),
    severity TEXT NOT NULL,
    peak TEXT NOT NULL,
    headline TEXT NOT NULL,
    opened_at REAL NOT NULL,
    resolved_at REAL,
    acked_at REAL,
    acked_by TEXT,
    message_id TEXT,
    sent_at REAL,
    sent_material TEXT,
    held_until REAL,
    reopened INTEGER NOT NULL DEFAULT 0,
    causes TEXT NOT NULL DEFAULT '[]'
  ) STRICT;
  CREATE INDEX incidents_by_key ON incidents (scope, region, opened_at);
  CREATE INDEX incidents_by_state ON incidents (state, opened_at);
  -- Two open incidents of one key would be two cards: the store itself refuses.
  CREATE UNIQUE INDEX incidents_open ON incidents (scope, region) WHERE state <> 'resolved';

  CREATE TABLE alerts (
    incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    name TEXT NOT NULL,
    severity TEXT NOT NULL,
    page_class TEXT,
    origin TEXT NOT NULL,
    labels TEXT NOT NULL,
    annotations TEXT NOT NULL,
    group_key TEXT,
    status TEXT NOT NULL CHECK (status IN ('firing', 'unverified', 'resolved')),
    starts_at REAL NOT NULL,
    ends_at REAL,
    seen_at REAL NOT NULL,
    PRIMARY KEY (incident_id, fingerprint)
  ) STRICT;
  CREATE INDEX alerts_by_fingerprint ON alerts (fingerprint, seen_at);
  CREATE INDEX alerts_by_status ON alerts (status);
  CREATE INDEX alerts_by_group ON alerts (group_key, status);

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    sink TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    incident_id TEXT,
    payload TEXT NOT NULL,
    priority INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    created_at REAL NOT NULL,
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX outbox_by_due ON outbox (sink, due_at);
  `,
  `
  CREATE TABLE timeline (
    id INTEGER PRIMARY KEY,
    incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    by_whom TEXT
  ) STRICT;
  CREATE INDEX timeline_by_incident ON timeline (incident_id, at);

  CREATE TABLE posts (
    incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    message_id TEXT NOT NULL,
    sent_at REAL NOT NULL,
    material TEXT NOT NULL,
    PRIMARY KEY (incident_id, kind)
  ) STRICT;
  `,
  `
  CREATE TABLE silences (
    incident_id TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
    by_whom TEXT NOT NULL,
    until_at REAL,
    lapses_at REAL NOT NULL,
    parts TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE heartbeats (name TEXT PRIMARY KEY, known_at REAL NOT NULL) STRICT;

  CREATE TABLE beats (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    at REAL NOT NULL,
    ok INTEGER NOT NULL,
    size_bytes REAL,
    took_s REAL
  ) STRICT;
  CREATE INDEX beats_by_name ON beats (name, at);
  `,
  'ALTER TABLE incidents ADD COLUMN new_pages INTEGER NOT NULL DEFAULT 0;',
  // Beats are read in the order in which they came: a clock that was ahead must not decide which is the last. Those of
  // an earlier life of a name, or of a name that is gone, were never read again.
  `
  DELETE FROM beats WHERE NOT EXISTS
    (SELECT 1 FROM heartbeats WHERE heartbeats.name = beats.name AND heartbeats.known_at <= beats.at);
  DROP INDEX beats_by_name;
  CREATE INDEX beats_in_order ON beats (name);
  `,
];
