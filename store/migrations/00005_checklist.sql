-- +goose Up
ALTER TABLE orders ADD COLUMN ticks TEXT NOT NULL DEFAULT '[]';
