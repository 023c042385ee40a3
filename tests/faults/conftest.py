"""Where the scenes of the fault suite are set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.harness import Scenes
from tests.faults.server import Certificates, make_certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return servers' certificates and the authority behind them."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.faults])])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return the database this run of the case is about: SQLite in every run, PostgreSQL in `make faults`."""
    kind: str = request.param
    return kind


@pytest.fixture
def scenes(tmp_path: Path, database_url: str, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    """Return where scenes are set. Only our own authority is trusted there: that also saves reading the system's."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trusted))
    return Scenes(folder=tmp_path, database_url=database_url, certificates=certificates)
