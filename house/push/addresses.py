"""Where a push may go: to push services that the keeper named, at public addresses alone."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

ENDPOINT_MAX = 1000
LABEL_MAX, HOST_MAX = 63, 253
NAT64 = ip_network("64:ff9b::/96")
"""IPv4 addresses as a network without IPv4 sees them, RFC 6052."""


def is_allowed(endpoint: str) -> bool:
    """Is this an address at one of the push services of `settings.PUSH_HOSTS`?

    A host that begins with a dot stands for all names below it. A port counts only where the keeper named it.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "") + (f":{port}" if port else "")
    is_plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and len(endpoint) <= ENDPOINT_MAX
    is_known = any(host.endswith(known) if known.startswith(".") else host == known for known in settings.PUSH_HOSTS)
    is_named = is_name(parts.hostname or "")
    return is_plain and parts.scheme == "https" and "@" not in parts.netloc and is_known and is_named


def is_name(host: str) -> bool:
    """Is this a name as name servers know them (RFC 1035, 2.3.4), and no number? Nobody looks where a number leads."""
    try:
        ip_address(host)
    except ValueError:
        return all(0 < len(label) <= LABEL_MAX for label in host.split(".")) and len(host) <= HOST_MAX
    return False


def is_public(address: str) -> bool:
    """Is this an address of the internet, and not of this machine or a network around it?"""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.sixtofour or ip.teredo:
            return False
        ip = ip_address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else ip.ipv4_mapped or ip
    return ip.is_global and not ip.is_multicast
