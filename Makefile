# The two commands: make run, make test.

GOLANGCI = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: run test lint build bench fuzz

# Web chat, staff desk and a demo community on http://127.0.0.1:8080/, no configuration.
run:
	go run ./cmd/linli serve

test:
	go test -race -timeout 20m ./...

lint:
	go run $(GOLANGCI) run ./...

build:
	go build -trimpath -o linli ./cmd/linli

# Speed and memory: figures with the machine they were measured on, never a pass or fail.
bench:
	go test -run '^$$' -bench . -benchmem ./...

# Each fuzz target for a short while.
FUZZTIME ?= 10s
fuzz:
	@set -e; for pkg in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg; \
		done; \
	done
