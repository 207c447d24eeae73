#!/bin/sh
# Makes gouji-<version>.vsix: sh package.sh
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts
npx --yes @vscode/vsce@3 package --allow-missing-repository --skip-license
