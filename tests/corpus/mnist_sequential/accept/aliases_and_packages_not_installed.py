import sys
import tensorflow.keras as K
import tensorflow.keras.layers as L
from tensorflow.keras.models import Sequential as Seq
import tensorflow_addons as tfa
import wandb
from wandb.keras import WandbCallback

wandb.init(project='mnist')

net: K.Model = Seq([
    L.Convolution2D(32, 3, activation='relu'),
    L.Convolution2D(64, 3, activation='relu'),
    L.Flatten(),
    L.Dense(128, activation='relu'),
    L.Dense(10, activation='softmax'),
])
net.compile(optimizer=tfa.optimizers.RectifiedAdam(), loss='sparse_categorical_crossentropy')
net.fit(*K.datasets.mnist.load_data()[0], epochs=5, callbacks=[WandbCallback()])
sys.exit(0)
