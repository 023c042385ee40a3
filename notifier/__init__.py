"""Edge: to whom. Message templates, languages, and the senders behind one port."""

from notifier.addresses import AddressError, describe, parse_address
from notifier.sender import Notifier

__all__ = ["AddressError", "Notifier", "describe", "parse_address"]
