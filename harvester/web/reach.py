"""Which addresses may be connected to, checked wherever an address can enter.

Every address is global, or inside a network the operator permitted, or belongs to a host permitted
by name (docs/operating.md). The rule is applied three times: to each request before it is sent
(scheme, literals in any spelling), so also to each redirect; by the resolver to each answer, fresh
or cached; and since Scrapy connects to the very address its resolver gave, a name that answers
differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harvester.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address
    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LONGEST_URL = 2083  # what browsers have long agreed on
_SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Reach:
    """What a crawl may connect to. `everywhere` permits all global addresses."""

    names: frozenset[str]
    networks: tuple[Network, ...]
    everywhere: bool

    @classmethod
    def parse(cls, allow_hosts: Iterable[str], *, everywhere: bool) -> Reach:
        """Read `--allow-host` values: host names, addresses or networks; a port is ignored.

        Raises:
            ConfigurationError: a value is none of these.
        """
        names: set[str] = set()
        networks: list[Network] = []
        for value in allow_hosts:
            text = value.strip()
            network = _network(text)
            if network is not None:
                networks.append(network)
                continue
            host = plain_host(re.sub(r":\d+$", "", text))
            if not _HOST.fullmatch(host):
                raise ConfigurationError(
                    f"--allow-host {value!r} is neither a host nor a network; "
                    "write a name (localhost), an address (127.0.0.1) or a network (127.0.0.0/8)."
                )
            names.add(host)
        return cls(frozenset(names), tuple(networks), everywhere)

    def names_host(self, host: str) -> bool:
        """Whether this host is permitted by name, or is an address that is permitted."""
        host = plain_host(host)
        address = literal_address(host)
        return host in self.names or (address is not None and self._in_networks(address))

    def permits(self, address: Address) -> bool:
        """Whether this address may be connected to."""
        return self._in_networks(address) or (self.everywhere and is_public(address))

    def _in_networks(self, address: Address) -> bool:
        forms = (address, *embedded(address))
        return any(form in network for form in forms for network in self.networks)

    def refusal_of_url(self, url: str) -> str | None:
        """Why a request for this URL must not be sent, or None when its name may be looked up."""
        if len(url) > _LONGEST_URL:
            return f"an address of {len(url)} characters"
        try:
            parts = urlsplit(url)
            host = parts.hostname
            _ = parts.port
        except ValueError as error:
            return f"not an address: {error}"
        if parts.scheme.lower() not in _SCHEMES:
            return f"scheme {parts.scheme or 'none'} is not http or https"
        if not host:
            return "no host in the address"
        address = literal_address(host)
        return None if address is None else self.refusal_of_address(host, address)

    def refusal_of_address(self, host: str, address: Address) -> str | None:
        """Why this address of this host must not be connected to, or None."""
        if plain_host(host) in self.names or self.permits(address):
            return None
        if is_public(address):
            return f"{host} is outside --allow-host, and no contact was given for going further"
        where = host if str(address) == host else f"{host} ({address})"
        return f"{where} is not a public address; --allow-host would permit it"


def _network(text: str) -> Network | None:
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    try:
        return ipaddress.ip_network(bare, strict=False)
    except ValueError:
        address = re.fullmatch(r"([0-9.]+):\d+", bare)
        return ipaddress.ip_network(address[1]) if address and _is_dotted(address[1]) else None


def _is_dotted(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def plain_host(host: str) -> str:
    """A host as we compare it: compatibility forms folded, lower case, no brackets, no final dot."""
    return unicodedata.normalize("NFKC", host).strip().strip("[]").rstrip(".").lower()


def literal_address(host: str) -> Address | None:
    """The address that a host spells out, in any form that a C library or browser accepts.

    Decimal, octal and hexadecimal, one to four parts (`2130706433`, `0177.0.0.1`, `0x7f.1`,
    `127.2`), IPv6 with brackets or zone, full-width digits. None for a name.
    """
    host = plain_host(host)
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host.partition("%")[0])
        except ValueError:
            return None
    parts = host.split(".")
    if not 1 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) and len(part) < 40 for part in parts):
        return None
    numbers = [_number(part) for part in parts]
    if None in numbers:
        return None
    *leading, last = [number for number in numbers if number is not None]
    if any(number > 255 for number in leading) or last >= 256 ** (5 - len(parts)):
        return None
    value = last
    for place, number in enumerate(leading):
        value += number << (8 * (3 - place))
    return ipaddress.IPv4Address(value)


def _number(part: str) -> int | None:
    try:
        if part[:2].lower() == "0x":
            return int(part[2:] or "0", 16)
        return int(part, 8) if part.startswith("0") and part != "0" else int(part)
    except ValueError:  # an 8 or 9 in an octal number
        return None


def embedded(address: Address) -> tuple[Address, ...]:
    """IPv4 addresses that an IPv6 address leads to: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    inner: list[Address] = [a for a in (address.ipv4_mapped, address.sixtofour) if a is not None]
    if address.teredo is not None:
        inner.extend(address.teredo)
    if address in _NAT64 or int(address) >> 32 == 0:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(inner)


def is_public(address: Address) -> bool:
    """Whether an address, and every address embedded in it, is on the public internet."""
    inner = embedded(address)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return all(is_public(one) for one in inner)
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not getattr(address, "is_site_local", False)
        and all(is_public(one) for one in inner)
    )


def reach_of(settings: Any) -> Reach:
    """The reach that a crawl's settings describe."""
    everywhere = bool(settings.get("HARVESTER_CONTACT"))
    return Reach.parse(settings.getlist("HARVESTER_ALLOW_HOSTS"), everywhere=everywhere)
