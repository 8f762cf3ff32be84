# right: Activation, ReLU and Softmax as layers of their own
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import *

i = Input((32, 32, 3))
x = Conv2D(16, 3)(i)
x = Activation('relu')(x)
x = MaxPool2D(2, 2)(x)
x = Conv2D(32, 3)(x)
x = ReLU()(x)
x = MaxPool2D(2, 2)(x)
x = Flatten()(x)
x = Dense(256)(x)
x = Activation(tf.nn.relu)(x)
x = Dense(100)(x)
o = Softmax()(x)
model = Model(i, o)
