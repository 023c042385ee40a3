"""Ways to spoil what the publisher answers."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders.site import Reply
from tests.faults.edits import Act
from tests.faults.harness import Scene
from tests.faults.server import FaultyPublisher
from tests.lookout.publisher import PAGE, PARTICIPATING


def on_both(spoil: Callable[[Scene, str], None]) -> Act:
    """Spoil the workbook for one poll, then the page."""

    def act(scene: Scene) -> None:
        spoil(scene, PARTICIPATING)
        scene.poll()
        scene.serve_good()
        spoil(scene, PAGE)

    return act


def answered(reply: Reply, *, kept: bool = True) -> Act:
    return on_both(lambda scene, path: scene.reply(path, reply, kept=kept))


def secure(scene: Scene, context: str) -> FaultyPublisher:
    """Serve the good lists over TLS, with the certificate named *context*."""
    site = scene.enter(FaultyPublisher(getattr(scene.certificates, context)))
    site.replies.update(scene.publisher.replies)
    scene.page = site.page
    return site
