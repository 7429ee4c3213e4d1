"""Check archive.json against its schema."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema

schema_file = files("sphinx_newsdigest") / "archive.schema.json"
schema = json.loads(schema_file.read_text(encoding="utf-8"))
archive = json.loads(Path("archive.json").read_text(encoding="utf-8"))
jsonschema.validate(archive, schema)
