"""Finding twins in files and bringing the registry in line with them."""

from registry.discovery.plan import Plan, Step, Verb, make_plan
from registry.discovery.run import discover, look
from registry.discovery.watch import Watcher

__all__ = ["Plan", "Step", "Verb", "Watcher", "discover", "look", "make_plan"]
