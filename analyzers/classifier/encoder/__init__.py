"""The wording encoder: reads the words of a message in their order, clause by clause, in numpy.

A frozen small network (made offline by ``tools/encoder``): word vectors, one convolution over five words, the strongest
windows of each clause and of the message. It reads only messages that are not plain to the network of signs.
"""

from __future__ import annotations

from analyzers.classifier.encoder.encode import Encoded, encode
from analyzers.classifier.encoder.weights import Encoder, load_encoder

__all__ = ["Encoded", "Encoder", "encode", "load_encoder"]
