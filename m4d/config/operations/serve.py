"""`m4d serve`: the site on granian, with the worker inside where no other one is set up.

The rooms are loaded once, in the parent, and the processes that answer are forked from it: they share
its memory and are there at once. So nothing here may open a connection that would be shared, and the
library's own start method of each platform is overruled.
"""

import gc
import logging
import multiprocessing
import multiprocessing.util
import os
import socket
import sys
import threading
import time

from m4d.config.operations import Trouble, mail
from m4d.config.operations.progress import say

BLOCKING_THREADS = 2


def run(options) -> int:
    """Serve until SIGTERM or Ctrl+C; requests and jobs in hand are finished."""
    application = load()
    refuse_taken_port(options.host, options.port)
    server = make_server(options)
    logging.getLogger("_granian").setLevel(logging.WARNING)
    gc.collect()
    gc.freeze()
    taking_mail = mail.beside_the_site()
    try:
        server.serve(target_loader=lambda: in_process(application), wrap_loader=False)
    finally:
        if taking_mail is not None:
            taking_mail.terminate()
            taking_mail.join(timeout=10)
    return 0


def load():
    """Everything that all processes share: rooms, addresses, templates' engine, middleware; no open connection."""
    import django  # noqa: PLC0415  loaded here, in the parent, and nowhere before

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.cache import caches  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415

    from m4d.config.operations import start, switch  # noqa: PLC0415

    if switch.finish_if_stopped():
        raise Trouble("A restore that was stopped before its end is finished now. Give the command again.")
    if not start.has_tables():
        raise Trouble("The database is empty. Run m4d start first.")
    start.refuse_wrong_mode()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    # The middleware is built with this import, and looks at the folder of static files.
    from m4d.config.wsgi import application  # noqa: PLC0415

    _patterns = get_resolver().url_patterns
    connections.close_all()
    caches.close_all()
    return application


def refuse_taken_port(host: str, port: int) -> None:
    """Say plainly that something else listens there, before any process is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Trouble(f"Port {port} on {host} is taken. Choose another one, for example PORT={port + 1}") from None


def make_server(options):
    """granian with the few options that matter; its default of up to 256 threads would be as many connections."""
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)

    class Announced(Server):
        """Says the address once it answers, after the processes were forked."""

        def _spawn_workers(self, *args, **kwargs):
            super()._spawn_workers(*args, **kwargs)
            threading.Thread(target=announce, args=(options.host, options.port), daemon=True).start()

    return Announced(
        "m4d.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=BLOCKING_THREADS,
        # Threads that stay keep their database connection.
        blocking_threads_idle_timeout=600,
        backlog=1024,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=25,
        log_level="warning",
    )


def in_process(application):
    """Runs in each forked process before it answers: the worker inside it, and how it ends."""
    gc.enable()
    if embeds_worker():
        # Loaded here, because a process without a worker has no use for it.
        from m4d.jobs.adapters import Embedded  # noqa: PLC0415

        embedded = Embedded()
        multiprocessing.util.Finalize(None, embedded.stop, exitpriority=100)
    return in_one_piece(application)


def in_one_piece(application):
    """Hand finished answers over as a list: granian then sends head and body together, not in two packets.

    Of a list it cannot call close(), so that is done here; streamed files go out as they are.
    """

    def answer(environ, start_response):
        response = application(environ, start_response)
        if getattr(response, "streaming", True):
            return response
        body = [response.content]
        response.close()
        return body

    return answer


def embeds_worker() -> bool:
    """Whether the worker lives in these processes: unless TASKS_URL names a queue or a worker of its own."""
    return not os.environ.get("TASKS_URL")


def announce(host: str, port: int, *, seconds: float = 30) -> None:
    """Say the address as soon as it answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with socket.create_connection((host, port), timeout=1) as line:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if line.recv(12):
                    say(f"\nM4D Net answers at http://{host}:{port}/  (Ctrl+C stops it)")
                    return
        except OSError:
            pass
        time.sleep(0.1)
