"""PyTorch's side of bench/convolution-gradients.ts: a line of JSON in, forward and both gradients once, milliseconds out."""
import json
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
kept = {}
for line in sys.stdin:
    layer = json.loads(line)
    if line not in kept:
        x = torch.randn(layer["x"], requires_grad=True)
        w = torch.randn(layer["w"], requires_grad=True)
        y = torch.nn.functional.conv2d(x, w, None, layer["strides"], layer["pads"], 1, layer["group"])
        kept = {line: (x, w, torch.randn(y.shape))}
    x, w, gradient = kept[line]
    x.grad = w.grad = None
    wall, processor = time.perf_counter(), time.process_time()
    y = torch.nn.functional.conv2d(x, w, None, layer["strides"], layer["pads"], 1, layer["group"])
    y.backward(gradient)
    print(json.dumps({"wall": 1000 * (time.perf_counter() - wall), "processor": 1000 * (time.process_time() - processor)}), flush=True)
