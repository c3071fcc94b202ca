"""Everything together, in the order in which it starts and, the other way round, stops."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor

from common.mqtt import BrokerAddress, read_broker_url, url_of
from dtp.embedded.broker import Broker, make_broker, wait_until_open
from dtp.embedded.ports import require_free
from dtp.embedded.scheduler import Scheduler
from dtp.embedded.server import Server
from dtp.embedded.simulators import Simulators
from ingest.consumer import Consumer
from ingest.pump import Pump
from live import history
from portal.management.commands.sign_in_link import link_for
from registry.discovery import Watcher, discover
from registry.discovery.report import fault_lines, summary

log = logging.getLogger(__name__)

Say = Callable[[str], None]


class Platform:
    """`run` returns when the process is asked to end. Raises DTPError with a sentence when it cannot start."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._switches = settings.DTP
        self._started = time.monotonic()
        self._broker_name = ""

    def run(self) -> None:
        host, port = self._switches["DTP_HOST"], self._switches["DTP_PORT"]
        require_free(host, port, setting="DTP_PORT", purpose="the portal")
        # Being ended or losing the terminal is like Ctrl-C: everything below is stopped in order.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        # uvicorn ends by raising the signal again that it was ended with.
        with suppress(KeyboardInterrupt), ExitStack() as stack:
            stack.callback(history.close)
            address, broker = self._broker()
            # Children first: they must be made before this process has threads.
            self._start_children(stack, address, broker)
            self._prepare_database()
            self._watch(stack)
            self._discover()
            if broker:
                wait_until_open(address.host, address.port)
            self._start_threads(stack, address, broker)
            Server(host, port, self._greet).run()
        self._say("Stopped.")

    def _broker(self) -> tuple[BrokerAddress, Broker | None]:
        """The broker's address, and the embedded broker when no other is configured."""
        if url := self._switches["DTP_MQTT_URL"]:
            address = read_broker_url(url)
            self._broker_name = url_of(address)
            return address, None
        host, port = self._switches["DTP_BROKER_HOST"], self._switches["DTP_BROKER_PORT"]
        require_free(host, port, setting="DTP_BROKER_PORT", purpose="the MQTT broker")
        broker = make_broker(self._switches["DTP_BROKER"], host, port, settings.DATA_DIR)
        self._broker_name = f"mqtt://{host}:{port} ({broker.name})"
        return BrokerAddress("127.0.0.1" if host == "0.0.0.0" else host, port), broker  # noqa: S104

    def _start_children(self, stack: ExitStack, address: BrokerAddress, broker: Broker | None) -> None:
        simulators = Simulators(self._switches["DTP_TWINS_DIR"], address.host, address.port, settings.DATA_DIR)
        if self._switches["DTP_DEMO"]:
            simulators.start()
        if broker:
            broker.start()
            stack.callback(broker.stop)
        stack.callback(simulators.stop)

    def _prepare_database(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)

    def _watch(self, stack: ExitStack) -> None:
        """Before the first look, so that no edit falls between the two."""
        if self._switches["DTP_TWINS_DIR"].is_dir():
            watcher = Watcher(self._switches["DTP_TWINS_DIR"], self._discover)
            watcher.start()
            stack.callback(watcher.stop)

    def _discover(self) -> None:
        close_old_connections()
        plan = discover(self._switches["DTP_TWINS_DIR"])
        if not plan.changes_nothing or plan.has_errors or not plan.steps:
            for line in (*fault_lines(plan), summary(plan)):
                self._say(line)

    def _start_threads(self, stack: ExitStack, address: BrokerAddress, broker: Broker | None) -> None:
        pump = Pump(Consumer(address, persistent=broker is None, qos=broker.qos if broker else 1))
        thread = threading.Thread(target=pump.run, name="ingest", daemon=True)
        thread.start()
        stack.callback(thread.join, 10)
        stack.callback(pump.stop)
        scheduler = Scheduler()
        scheduler.start()
        stack.callback(scheduler.stop)

    def _greet(self) -> None:
        port = self._switches["DTP_PORT"]
        demo = "" if self._switches["DTP_DEMO"] else "   (simulators left out: DTP_DEMO=0)"
        self._say(
            f"\n  Portal    http://localhost:{port}"
            f"\n  Sign in   {self._link()}"
            f"\n            (works once, within {self._switches['DTP_LINK_AGE'] / 60:.0f} minutes;"
            " another: make link)"
            f"\n  MQTT      {self._broker_name}"
            f"\n  Twins     {self._switches['DTP_TWINS_DIR']}{demo}"
            f"\n\n  Ready in {time.monotonic() - self._started:.1f} s. Ctrl-C stops everything.\n"
        )

    def _link(self) -> str:
        """Made on a thread of its own: the event loop that calls this may not use the database."""
        made: list[str] = []
        thread = threading.Thread(target=lambda: made.append(link_for()))
        thread.start()
        thread.join()
        return made[0] if made else "make link"
