-- What members of staff have in hand is counted for every list of them, and an order's cards are
-- found again to be edited; neither may read what is long done.
-- +goose Up
CREATE INDEX orders_held ON orders (community, claimed_by) WHERE state IN ('claimed', 'working', 'on_hold');
CREATE INDEX outbox_order ON outbox (order_id) WHERE order_id > 0;
