"""Nobody talks Onefold into the private network: 120 ways that were tried."""

from __future__ import annotations

import httpcore2
import pytest

from connectors.kit.guard import Guard, kind_of_address, system_addresses
from connectors.kit.http import Http, Web
from connectors.kit.wire import Bounds
from connectors.testing import FakeSite, Reply
from enrich.errors import ConfigError, Refused, SourceDown

# "{port}" is the port of a server that really listens on loopback: what gets through would reach it.
_TABLE = """
http://127.0.0.1:{port}/
http://127.0.0.2:{port}/
http://127.255.255.254:{port}/
http://127.0.0.1.:{port}/
http://localhost:{port}/
http://LOCALHOST:{port}/
http://localhost.:{port}/
http://a.localhost:{port}/
http://localhost.localdomain.local:{port}/
http://0.0.0.0:{port}/
http://0:{port}/
http://0.0.0.1:{port}/
http://127.1:{port}/
http://127.0.1:{port}/
http://2130706433:{port}/
http://2130706433.:{port}/
http://0x7f000001:{port}/
http://0x7f.1:{port}/
http://0x7f.0.0.1:{port}/
http://0x7F.0x0.0x0.0x1:{port}/
http://0177.0.0.1:{port}/
http://0177.0.0.01:{port}/
http://017700000001:{port}/
http://00000177.0.0.1:{port}/
http://127.0.0.0x1:{port}/
http://127.0.0.01:{port}/
http://127.000.000.001:{port}/
http://4294967295:{port}/
http://127.0.0.1%2f:{port}/
http://127%2e0%2e0%2e1:{port}/
http://%31%32%37.0.0.1:{port}/
http://１２７.0.0.1:{port}/
http://127。0。0。1:{port}/
http://127．0．0．1:{port}/
http://①②⑦.⓪.⓪.①:{port}/
http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/
http://loc%61lhost:{port}/
http://localhost%00.public.example:{port}/
http://[::1]:{port}/
http://[0:0:0:0:0:0:0:1]:{port}/
http://[0000::0001]:{port}/
http://[::]:{port}/
http://[::127.0.0.1]:{port}/
http://[::ffff:127.0.0.1]:{port}/
http://[::ffff:7f00:1]:{port}/
http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/
http://[::ffff:0:127.0.0.1]:{port}/
http://[::ffff:10.0.0.1]/
http://[::ffff:169.254.169.254]/
http://[::ffff:8.8.8.8]/
http://[64:ff9b::127.0.0.1]/
http://[64:ff9b::7f00:1]/
http://[64:ff9b:1::a00:1]/
http://[2002:7f00:1::]/
http://[2002:a00:1::]/
http://[2001:0:7f00:1::]/
http://[2001:db8::1]/
http://[2001:10::1]/
http://[3fff::1]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[fe80::1%eth0]/
http://[febf::1]/
http://[fec0::1]/
http://[fc00::1]/
http://[fd00:ec2::254]/
http://[fd12:3456:789a::1]/
http://[ff02::1]/
http://[ff0e::1]/
http://[100::1]/
http://[4000::1]/
http://[5f00::1]/
http://[2606:4700::5efe:7f00:1]/
http://[2606:4700::200:5efe:10.0.0.1]/
http://[::1
http://[::1]x/
http://[127.0.0.1]/
http://10.0.0.1/
http://10.255.255.255/
http://172.16.0.1/
http://172.31.255.255/
http://192.168.0.1/
http://192.168.255.255/
http://169.254.0.1/
http://169.254.169.254/latest/meta-data/
http://169.254.170.2/v2/credentials
http://2852039166/latest/meta-data/
http://0xa9fea9fe/latest/meta-data/
http://100.64.0.1/
http://100.100.100.200/latest/meta-data/
http://100.127.255.255/
http://192.0.0.192/opc/v2/instance/
http://192.0.2.1/
http://192.88.99.1/
http://198.18.0.1/
http://198.19.255.255/
http://198.51.100.7/
http://203.0.113.9/
http://168.63.129.16/machine
http://224.0.0.1/
http://239.255.255.250:1900/
http://240.0.0.1/
http://255.255.255.255/
http://metadata/computeMetadata/v1/
http://metadata.google.internal/computeMetadata/v1/
http://kubernetes.default.svc.cluster.local/
http://router.lan/
http://printer.home.arpa/
http://intranet/
http://wiki.intranet/
http://hidden.onion/
http://user@127.0.0.1:{port}/
http://user:password@public.example/
http://public.example@127.0.0.1:{port}/
http://127.0.0.1:{port}\\@public.example/
http://public.example\\@127.0.0.1:{port}/
http:\\\\127.0.0.1:{port}\\
http://public.example:22/
http://public.example:25/
http://public.example:0/
http://public.example:65536/
http://public.example:80:{port}/
http://public..example/
http://-public.example/
http://.example/
http:///etc/passwd
http://?/
http:127.0.0.1:{port}
//127.0.0.1:{port}/
///127.0.0.1:{port}/
127.0.0.1:{port}
file:///etc/passwd
file://localhost/etc/passwd
ftp://127.0.0.1/
gopher://127.0.0.1:{port}/_GET%20/
dict://127.0.0.1:{port}/stat
ldap://127.0.0.1:{port}/
unix:///var/run/docker.sock
jar:http://127.0.0.1:{port}/!/
data:text/html,<h1>x</h1>
javascript:alert(1)
ws://127.0.0.1:{port}/
view-source:http://127.0.0.1:{port}/
"""
# What cannot stand on a line of its own.
HOSTILE_URLS = [
    *filter(None, _TABLE.splitlines()),
    "",
    " http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/ http://public.example/",
    "http://127.0.0.1:{port}/\r\nHost: public.example",
    "http://127.0.0.1\t:{port}/",
    "http://public.example/\x00",
    "http://public.example\x7f/",
    "http://public.example/" + "a" * 3000,
]

# Names that look public, and the addresses their owner's name server gives.
REBOUND = {
    "loopback.public.example": ["127.0.0.1"],
    "private.public.example": ["10.1.2.3"],
    "metadata.public.example": ["169.254.169.254"],
    "cgnat.public.example": ["100.64.0.1"],
    "six.public.example": ["::1"],
    "mapped.public.example": ["::ffff:127.0.0.1"],
    "local-six.public.example": ["fd00::1"],
    "scoped.public.example": ["fe80::1%1"],
    "both.public.example": ["93.184.216.34", "127.0.0.1"],
    "both-six.public.example": ["2606:4700::6810:85e5", "::1"],
}


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_a_hostile_url_reaches_nobody(url: str, web: Web, site: FakeSite) -> None:
    with pytest.raises(Refused):
        Http(web, "tested").get(url.replace("{port}", site.address.partition(":")[2]))
    assert site.asked == []


@pytest.mark.parametrize("host", REBOUND)
@pytest.mark.parametrize("how", ["asked", "redirected"])
def test_a_public_name_with_a_private_address_reaches_nobody(host: str, how: str, site: FakeSite) -> None:
    """With "redirected", the first hop is a source's own server, which it may ask."""
    port = site.address.partition(":")[2]
    site.replies = {
        "/": Reply("private", headers={}),
        "/hop": Reply(status=302, headers={"Location": f"http://{host}:{port}/"}),
    }
    web = Web(resolve=lambda name, _: REBOUND[name], limits=Bounds(attempts=1))
    url = f"http://{host}:{port}/" if how == "asked" else f"{site.url}/hop"
    with pytest.raises(Refused, match="address"):
        Http(web, "tested", allow_private=[site.address]).get(url)
    web.close()
    assert "/" not in site.paths()


def test_there_are_at_least_120_of_them() -> None:
    assert len(set(HOSTILE_URLS)) >= 120


@pytest.mark.parametrize(
    "place",
    ["http://10.0.0.1/", "//127.1/", "file:///etc/passwd", "http://[::1]/", "http://user:pw@public.example/"],
)
def test_a_redirect_goes_through_the_same_door(place: str, http: Http, site: FakeSite) -> None:
    site.replies = {"/": Reply(status=302, headers={"Location": place})}
    with pytest.raises(Refused):
        http.get(f"{site.url}/")
    assert site.paths() == ["/"]


def test_a_redirect_to_another_port_of_an_allowed_host_is_refused(
    http: Http, site: FakeSite, other_site: FakeSite
) -> None:
    site.replies = {"/": Reply(status=302, headers={"Location": other_site.url})}
    with pytest.raises(Refused, match="loopback"):
        http.get(f"{site.url}/")
    assert other_site.asked == []


def test_the_checked_address_is_the_one_connected_to(site: FakeSite) -> None:
    """The name exists nowhere and its second answer would be another: only a pinned address gets there."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    host = f"people.example:{site.address.partition(':')[2]}"
    site.replies = {"/": Reply("here")}
    web = Web(resolve=lambda *_: next(answers), limits=Bounds(attempts=1))
    answer = Http(web, "tested", allow_private=[host]).get(f"http://{host}/")
    web.close()
    assert answer is not None and answer.body == b"here"
    assert [request.host for request in site.asked] == [host]


def test_the_next_address_is_tried_when_one_does_not_answer(site: FakeSite) -> None:
    host = f"people.example:{site.address.partition(':')[2]}"
    site.replies = {"/": Reply("here")}
    # Nothing listens on this loopback address: the fake site is bound to 127.0.0.1 alone.
    web = Web(resolve=lambda *_: ["127.0.0.77", "127.0.0.1"], limits=Bounds(attempts=1))
    assert Http(web, "tested", allow_private=[host]).get(f"http://{host}/") is not None
    web.close()


def test_an_allowed_host_is_allowed_on_its_port_alone(site: FakeSite) -> None:
    guard = Guard("tested", [site.address])
    assert str(guard.url(f"{site.url}/x#part")) == f"{site.url}/x"
    for url in ("http://127.0.0.1/", "http://127.0.0.1:8362/", f"http://127.1:{site.address[10:]}/"):
        with pytest.raises(Refused):
            guard.url(url)


def test_an_allowed_name_is_not_trusted_on_other_ports() -> None:
    web = Web(resolve=lambda *_: ["127.0.0.1"], limits=Bounds(attempts=1))
    with pytest.raises(Refused, match="loopback"):
        Http(web, "tested", allow_private=["people.example:8361"]).get("http://people.example/")
    web.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://www.example.com/~jane?p=1",
        "https://example.com:8443/",
        "http://93.184.216.34/",
        "http://[2606:4700::6810:85e5]/",
        "https://münchen.example/",
        "https://xn--mnchen-3ya.example./",
        "https://1and1.example/",
        "https://jane_doe.example.com/",
    ],
)
def test_public_urls_pass(url: str) -> None:
    assert Guard("tested").url(url)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("8.8.8.8", ""),
        ("1.1.1.1", ""),
        ("100.63.255.255", ""),
        ("100.128.0.0", ""),
        ("172.15.255.255", ""),
        ("172.32.0.0", ""),
        ("2001:4860:4860::8888", ""),
        ("2a00:1450::1", ""),
        ("100.64.0.0", "carrier-grade NAT"),
        ("::ffff:8.8.8.8", "v4-mapped"),
        ("fe80::1%eth0", "link-local"),
        ("2a00:1450::1%3", "reserved"),
        ("2606:4700::5efe:808:808", "ISATAP"),
    ],
)
def test_kinds_of_addresses(address: str, kind: str) -> None:
    assert kind_of_address(address) == kind


@pytest.mark.parametrize("entry", ["127.0.0.1", "*:80", "10.0.0.0/8:80", "http://127.0.0.1:80", "a:b", ""])
def test_a_wrong_allow_private_entry_is_a_config_error(entry: str, web: Web) -> None:
    with pytest.raises(ConfigError, match=r"sources\.tested\.allow_private: .*host:port"):
        Http(web, "tested", allow_private=[entry])


def test_a_refusal_says_where_and_what_is_allowed_but_no_address(web: Web) -> None:
    with pytest.raises(Refused) as caught:
        Http(web, "pages").get("http://10.9.8.7/jane")
    assert str(caught.value).startswith(
        "pages: will not connect there (found a private address; allowed: http"
    )
    assert "10.9.8.7" not in str(caught.value) and "jane" not in str(caught.value)


def test_an_unknown_name_is_a_source_that_is_down() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise httpcore2.ConnectError("no such host")

    web = Web(resolve=nobody, limits=Bounds(attempts=1))
    with pytest.raises(SourceDown, match="tested: the source cannot be reached"):
        Http(web, "tested").get("http://gone.example/")
    web.close()


def test_the_system_resolver_knows_loopback() -> None:
    assert "127.0.0.1" in system_addresses("localhost", 80)
