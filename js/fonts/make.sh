#!/usr/bin/env bash
# Makes NotoSans-Regular.ttf: Latin, Greek, Cyrillic, Vietnamese, punctuation and currencies of Google's Noto Sans 2.015,
# without layout tables and hints. Needs npm and Python with fonttools 4.68.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
tar xzf "$(npm pack --silent @expo-google-fonts/noto-sans@0.4.2)"
cp package/LICENSE_FONT "$here/NotoSans-LICENSE.txt"
ranges=U+0020-007E,U+00A0-024F,U+02C6,U+02DA,U+02DC,U+0300-0304,U+0306-030C,U+0323,U+0326-0328
ranges+=,U+037E,U+0384-03CE,U+0400-045F,U+0490-0491,U+04D8-04D9,U+1EA0-1EF9
ranges+=,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A,U+2044,U+20A0-20BF,U+2116,U+2122,U+2212,U+2215
python3 -m fontTools.subset package/400Regular/NotoSans_400Regular.ttf --output-file="$here/NotoSans-Regular.ttf" \
    --unicodes="$ranges" --layout-features= --no-hinting --notdef-outline --no-glyph-names --name-IDs=0,1,2,4,5,6,13,14 \
    --drop-tables+=GDEF,GPOS,GSUB,STAT,gasp
