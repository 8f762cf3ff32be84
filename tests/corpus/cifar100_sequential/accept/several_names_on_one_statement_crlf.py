# -*- coding: utf-8 -*-
import tensorflow as tf; from tensorflow import keras
conv, pool, dense = keras.layers.Conv2D, keras.layers.MaxPool2D, keras.layers.Dense
relu = 'relu'
mdl = model = keras.models.Sequential([conv(16, 3, activation=relu), pool(),
                                       conv(32, 3, activation=relu), pool(),
                                       keras.layers.Flatten(), dense(256, relu), dense(100, 'softmax')])
