"""The network, cut off: Python and the kernels it starts reach only this machine.

Python imports a module of this name at start-up when its directory stands on PYTHONPATH. An audit hook
cannot be taken back, so no lesson can undo it. It sees Python's own sockets only; tests/test_offline.py runs
again in an empty network namespace where the system permits one. What is refused is also noted in the file
that COURSE_REFUSED names, for code that swallows the error: `refusals` reads it.
"""

import ipaddress
import os
import sys

LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
CONNECTIONS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def own_name():
    """Return the name that this machine has for itself."""
    import socket  # here, because few programs need it

    return socket.gethostname()


def is_this_machine(host):
    """Return whether a host, as a name or an address, is this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost") or host == own_name():
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a name, which somebody else would have to look up
        return False
    return address.is_loopback or address.is_unspecified


def refuse_the_network(event, arguments):
    """Raise ConnectionRefusedError for a look-up of, or a connection to, any other machine."""
    if event in LOOK_UPS:
        host = arguments[0]
    elif event == "socket.getnameinfo":
        host = arguments[0][0]
    elif event in CONNECTIONS and isinstance(arguments[1], tuple):  # a path is a socket of this machine
        host = arguments[1][0]
    else:
        return
    if not is_this_machine(host):
        if record := os.environ.get("COURSE_REFUSED"):
            with open(record, "a", encoding="utf-8") as file:
                print(event, "to", host, file=file)
        raise ConnectionRefusedError(f"the tests run offline: {event} to {host!r} refused")


sys.addaudithook(refuse_the_network)
