"""What the addresses in the environment become."""

import environ
import pytest

from m4d.config import services


@pytest.mark.parametrize(
    ("query", "threshold"), [("", 3), ("?prepare_threshold=off", None), ("?prepare_threshold=9", 9)]
)
def test_statements_are_prepared_unless_a_pooler_cannot(monkeypatch, tmp_path, query, threshold):
    monkeypatch.setenv("DATABASE_URL", f"postgres://one@db.example:5432/m4d{query}")
    settings = services.database(environ.Env(), tmp_path)
    assert settings["OPTIONS"]["prepare_threshold"] == threshold
    assert settings["OPTIONS"]["server_side_binding"] is True
    assert settings["CONN_HEALTH_CHECKS"] is True
