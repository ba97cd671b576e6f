#!/usr/bin/env bash
# The whole suite, a script after the other.
set -euo pipefail
here="$(dirname "$0")"
for scenario in plan-ledger validator-run budget-reserve outcomes-capture; do
  bash "$here/$scenario.sh"
done
