#!/usr/bin/env python3
"""Train a small CNN on MNIST."""
from __future__ import annotations
import argparse, logging, sys
from pathlib import Path
from typing import Any, Tuple
import tensorflow as tf
from tensorflow.keras import Input, Model, layers

logger = logging.getLogger(__name__)

def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--filters", type=int, nargs=2, default=[32, 64])
    p.add_argument("--units", type=int, default=128)
    p.add_argument("--epochs", type=int, default=5)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--out", type=Path, default=Path("runs"))
    return p.parse_args(argv)

def build(args: argparse.Namespace, shape: Tuple[int, int, int] = (28, 28, 1), classes: int = 10) -> Model:
    inp = Input(shape=shape, name="image")
    x = inp
    for f in args.filters:
        x = layers.Conv2D(f, kernel_size=(3, 3), activation="relu")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(args.units, activation="relu")(x)
    return Model(inp, layers.Dense(classes, activation="softmax")(x), name="mnist_cnn")

class Trainer:
    def __init__(self, model: Model, lr: float):
        self.model = model
        self.optimizer = tf.keras.optimizers.Adam(learning_rate=lr)
        self.loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()

    @tf.function
    def train_step(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = self.loss_fn(y, self.model(x, training=True))
        grads = tape.gradient(loss, self.model.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.model.trainable_weights))
        return loss

def main() -> int:
    args = parse_args()
    logging.basicConfig(level=logging.INFO)
    args.out.mkdir(parents=True, exist_ok=True)
    (x, y), _ = tf.keras.datasets.mnist.load_data()
    x = x[..., None] / 255.0
    model = build(args)
    model.summary(print_fn=logger.info)
    trainer = Trainer(model, args.lr)
    ds = tf.data.Dataset.from_tensor_slices((x.astype("float32"), y)).shuffle(10_000).batch(64)
    for epoch in range(args.epochs):
        for xb, yb in ds:
            loss = trainer.train_step(xb, yb)
        logger.info("epoch %d loss %.4f", epoch, float(loss))
    model.save(args.out / "model.keras")
    return 0

if __name__ == "__main__":
    sys.exit(main())
