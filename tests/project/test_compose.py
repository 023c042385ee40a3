"""The Compose file: valid by the Compose specification, and hard to break into.

The schema is the specification's own, as check-jsonschema carries it. It knows every key and the form of every value,
but not whether a name leads anywhere, so volumes, secrets, networks, dependencies, profiles and commands are followed
here. What only an engine can tell (pulling, building, starting) is not covered.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Hashable
from importlib import resources
from typing import Any

import jsonschema
import pytest
import yaml

from tests.project.commands import complaint
from tests.project.dockerfile import exec_form, stages
from tests.project.tree import ROOT

OURS = ("lookout", "lookout-postgres")


class _NoDuplicates(yaml.SafeLoader):
    """YAML lets a key stand twice and keeps the last; in this file that is always a slip."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, f"a key stands twice in {keys}", node.start_mark)
        return super().construct_mapping(node, deep)


def load(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = _NoDuplicates(text).get_single_data()
    return loaded


COMPOSE = load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def specification() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        resources.files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text("utf-8")
    )
    return schema


def test_the_file_is_valid_by_the_compose_specification() -> None:
    jsonschema.Draft202012Validator(specification()).validate(COMPOSE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"memory_limit": "1g"},
        {"ports": [{"target": True}]},
        {"restart": 3},
        {"healthcheck": {"test": "true", "interval": 30}},
        {"depends_on": {"postgres": {"condition": "service_ready"}}},
        {"cap_drop": "ALL"},
    ],
)
def test_the_specification_refuses_a_planted_mistake(wrong: dict[str, Any]) -> None:
    broken = {"services": {"lookout": {"image": "x", **wrong}}}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(specification()).validate(broken)


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(yaml.constructor.ConstructorError, match="stands twice"):
        load("services: {a: {image: x, image: y}}")


def test_the_file_states_no_version_which_compose_calls_obsolete() -> None:
    assert "version" not in COMPOSE


def test_every_volume_secret_and_network_that_a_service_names_is_declared() -> None:
    for name, service in SERVICES.items():
        volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert volumes <= set(COMPOSE["volumes"]), name
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        assert set(service.get("networks", [])) <= {*COMPOSE["networks"], "default"}, name


def test_everything_declared_is_used() -> None:
    used = {
        kind: {str(entry).split(":")[0] for service in SERVICES.values() for entry in service.get(kind, [])}
        for kind in ("volumes", "secrets", "networks")
    }

    assert {kind: set(COMPOSE[kind]) - names for kind, names in used.items()} == {
        "volumes": set(),
        "secrets": set(),
        "networks": set(),
    }


def test_a_service_depends_only_on_services_that_start_with_it_and_can_say_that_they_are_healthy() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert set(SERVICES[other].get("profiles", [])) <= set(service.get("profiles", [])), name
            assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[other], name


def test_only_the_sqlite_service_starts_by_default() -> None:
    assert [name for name, service in SERVICES.items() if not service.get("profiles")] == ["lookout"]
    assert "postgres" not in json.dumps(SERVICES["lookout"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_power_it_does_not_need(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"] <= 256
    assert all({"noexec", "nosuid"} <= set(mount.split(":")[1].split(",")) for mount in service["tmpfs"])
    assert "privileged" not in service
    assert "docker.sock" not in json.dumps(service)
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_our_own_service_gains_no_capability_back_and_listens_on_this_machine_only(name: str) -> None:
    service = SERVICES[name]

    assert "cap_add" not in service
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["stop_grace_period"] == "30s"


@pytest.mark.parametrize("name", OURS)
def test_settings_that_the_container_fixes_agree_with_its_mounts_and_ports(name: str) -> None:
    service = SERVICES[name]
    environment = service["environment"]

    assert [volume.split(":")[1] for volume in service["volumes"]] == [environment["LOOKOUT_DATA_DIR"]]
    assert {port.rsplit(":", 1)[1] for port in service["ports"]} == {environment["LOOKOUT_PORT"]}
    assert environment["LOOKOUT_HOST"] == "0.0.0.0"


def test_passwords_come_by_file_and_each_file_is_mounted() -> None:
    for name, service in SERVICES.items():
        for variable, value in (service.get("environment") or {}).items():
            assert "PASSWORD" not in variable or variable.endswith("_FILE"), name
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"], name


@pytest.mark.parametrize("name", OURS)
def test_our_service_starts_a_command_that_exists_and_is_built_here(name: str) -> None:
    service = SERVICES[name]

    assert service["build"] == "."
    assert complaint(shlex.join(service["command"])) == ""


def test_other_images_name_a_version() -> None:
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]

    assert [image for image in images if not re.fullmatch(r"[a-z/]+:\d+(\.\d+)*", image)] == []


@pytest.mark.parametrize("name", OURS)
def test_the_image_and_the_file_check_health_in_the_same_way(name: str) -> None:
    [in_image] = stages(ROOT / "Dockerfile")[-1].all("HEALTHCHECK")

    assert SERVICES[name]["healthcheck"]["test"] == ["CMD", *exec_form(in_image)]
