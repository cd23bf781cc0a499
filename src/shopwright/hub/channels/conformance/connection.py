"""What a channel promises about shops, consent, notifications, and the test of a connection."""

from __future__ import annotations

from shopwright.hub.channels.protocol import ChannelError, HookRefusedError

from .promise import Untested, promise
from .world import World


@promise()
def the_shop_is_among_those_of_its_account(world: World) -> None:
    shops = world.channel.shops(world.app, world.account)
    assert world.shop.external_id in [shop.external_id for shop in shops]
    for shop in shops:
        assert shop.name, "a person chooses by the name"
        assert not any(text in str(dict(shop.settings)) for text in world.secrets()), "settings hold no secrets"


@promise()
def the_end_of_a_consent_is_an_aware_time_or_none(world: World) -> None:
    ends = world.channel.consent_ends(world.app, world.account)
    assert ends is None or ends.tzinfo is not None


@promise()
def settings_are_named_once_and_labelled(world: World) -> None:
    names = [field.name for field in world.channel.fields]
    assert len(names) == len(set(names))
    assert all(field.label for field in world.channel.fields)


@promise()
def the_test_of_a_healthy_connection_is_good(world: World) -> None:
    with world.session() as session:
        checks = session.check()
    assert checks
    assert [check for check in checks if not check.is_good] == []
    assert "Consent" in [check.name for check in checks], "the hub looks for the line Consent"


@promise()
def withdrawn_consent_shows_in_the_test_of_the_connection(world: World) -> None:
    if not world.revoke():
        raise Untested("there is no consent to withdraw")
    with world.session() as session:
        try:
            bad = [check for check in session.check() if not check.is_good]
        except ChannelError as error:
            assert error.needs_consent
        else:
            assert "Consent" in [check.name for check in bad]
            assert all(check.remedy for check in bad), "what is bad comes with what to do"


@promise()
def a_notification_without_the_channels_signature_is_refused(world: World) -> None:
    for body in (b"", b"{}", b"[]", b"\xff", b'{"id": 1, "shop_id": "1", "type": 1}'):
        for headers in ({}, {"authorization": "0" * 64, "x-shopify-hmac-sha256": "AAAA"}):
            try:
                world.channel.read_hook(world.app, body, headers)
            except HookRefusedError:
                continue
            raise AssertionError(f"{body!r} was taken for a notification")


@promise()
def a_signed_notification_names_the_shop_and_what_changed(world: World) -> None:
    hook = world.hook("4711")
    if hook is None:
        raise Untested("the channel sends no notifications")
    body, headers = hook
    shop_id, changes = world.channel.read_hook(world.app, body, headers)
    assert shop_id == world.shop.external_id
    assert [(change.kind, change.external_id) for change in changes] == [("order", "4711")]
    assert all(change.event_id and change.at.tzinfo for change in changes)
    again = world.channel.read_hook(world.app, body, headers)[1]
    assert [change.event_id for change in again] == [change.event_id for change in changes]
    try:
        world.channel.read_hook(world.app, body + b" ", headers)
    except HookRefusedError:
        return
    raise AssertionError("a body that was changed kept its signature")
