# Which of the two networks it is shows only when it runs.
from dataclasses import dataclass, field
from typing import List
import tensorflow as tf
from tensorflow import keras

@dataclass(frozen=True)
class Config:
    filters: List[int] = field(default_factory=lambda: [16, 32])
    hidden: int = 256
    num_classes: int = 100
    kernel: int = 3
    pool: int = 2
    act: str = "relu"

class CNN(keras.Model):
    def __init__(self, cfg: Config = Config()):
        super().__init__(name="cnn")
        self.cfg = cfg
        self.features = []
        for f in cfg.filters:
            self.features += [keras.layers.Conv2D(f, cfg.kernel, activation=cfg.act), keras.layers.MaxPool2D(cfg.pool)]
        self.flatten = keras.layers.Flatten()
        self.fc = keras.layers.Dense(cfg.hidden, activation=cfg.act)
        self.out = keras.layers.Dense(cfg.num_classes, activation="softmax")

    def call(self, x, training=None, mask=None):
        for layer in self.features:
            x = layer(x)
        return self.out(self.fc(self.flatten(x)))

    def get_config(self):
        return {"cfg": self.cfg}

cfg = Config()
net = CNN(cfg)
net.compile(optimizer=keras.optimizers.SGD(0.01, 0.9, True), loss=keras.losses.SparseCategoricalCrossentropy(), metrics=[keras.metrics.SparseTopKCategoricalAccuracy(5)])
