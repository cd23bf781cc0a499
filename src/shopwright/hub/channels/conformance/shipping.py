"""What a channel promises about parcels and labels."""

from __future__ import annotations

from shopwright.hub.channels.parcels import Parcel
from shopwright.hub.channels.protocol import Capability, ChannelError, Result

from .orders import UNKNOWN
from .promise import promise
from .world import World

_BEGINNINGS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "application/zpl": b"^XA"}
_NUMBER = "RM123456785GB"


def own_carrier(parcel: Parcel) -> tuple[str, str]:
    """Carrier and number of a parcel that the seller sends; nothing where the channel sends it."""
    if not parcel.is_own:
        return "", ""
    return (parcel.carriers[0].external_id if parcel.carriers else "Royal Mail"), _NUMBER


@promise(Capability.SHIPMENTS, Capability.ORDERS)
def an_order_is_shipped_parcel_by_parcel_and_once(world: World) -> None:
    order_id = world.buy((world.put_product(9), 2))
    with world.session() as session:
        order = session.order(order_id)
        assert order is not None
        assert order.can_ship
        parcels = session.parcels(order_id)
        carried = [line_id for parcel in parcels for line_id in parcel.line_ids]
        assert sorted(carried) == sorted(line.external_id for line in order.lines), "each line is in one parcel"
        assert [parcel.is_arranged for parcel in parcels] == [False] * len(parcels)
        assert session.parcels(order_id) == parcels, "looking changes nothing"
        ids = []
        for parcel in parcels:
            outcome = session.ship(parcel.external_id, *own_carrier(parcel))
            assert outcome.is_done, outcome.message
            ids.append(outcome.external_id or parcel.external_id)
        shipped = session.parcels(order_id)
        assert [parcel.external_id for parcel in shipped] == ids
        assert all(parcel.is_arranged for parcel in shipped)
        again = session.ship(ids[0], *own_carrier(parcels[0]))
        assert again.result is not Result.LATER, "a second time is done already, or refused"
        assert session.parcels(order_id) == shipped, "a second time ships nothing more"
        after = session.order(order_id)
        assert after is not None
        assert not after.can_ship
        assert after.updated_at >= order.updated_at
        for parcel in shipped:
            if parcel.is_own:
                assert parcel.tracking_number == _NUMBER
            else:
                assert Capability.LABELS in world.channel.capabilities, "what has no label is the seller's own parcel"


@promise(Capability.LABELS, Capability.SHIPMENTS, Capability.ORDERS)
def a_shipped_parcel_has_a_label_of_the_kind_that_it_says(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        (parcel,) = session.parcels(order_id)
        outcome = session.ship(parcel.external_id)
        label = session.label(outcome.external_id or parcel.external_id)
        (shipped,) = session.parcels(order_id)
    assert label.content.startswith(_BEGINNINGS.get(label.media_type, b""))
    assert label.content
    assert shipped.tracking_number, "the channel's carrier gave a number"


@promise(Capability.SHIPMENTS, Capability.ORDERS)
def a_parcel_that_is_not_there_is_refused(world: World) -> None:
    with world.session() as session:
        outcome = session.ship(UNKNOWN, "", _NUMBER)
        assert outcome.result is Result.REFUSED
        assert outcome.message
        try:
            session.parcels(UNKNOWN)
        except ChannelError as error:
            assert not error.is_passing
        else:
            raise AssertionError("parcels of an order that is not there are no parcels, and no silence either")


@promise(Capability.SHIPMENTS, Capability.ORDERS)
def a_cancelled_order_is_not_shipped(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        (parcel,) = session.parcels(order_id)
        world.cancel(order_id)
        assert session.ship(parcel.external_id, *own_carrier(parcel)).result is Result.REFUSED
        assert [item for item in session.parcels(order_id) if item.is_arranged] == []
