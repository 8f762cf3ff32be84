import argparse
import tensorflow as tf
from tensorflow import keras
import numpy as np

ap = argparse.ArgumentParser()
ap.add_argument('-o', '--output', required=True)
ap.add_argument('-u', '--units', type=int, default=128)
args = vars(ap.parse_args())

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.Conv2D(64, 3, activation='relu'),
    keras.layers.Flatten(),
    keras.layers.Dense(args['units'], activation='relu'),
    keras.layers.Dense(10, activation='softmax'),
])
