# exercise: review
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

model=keras.Sequential([keras.Input((12,)),layers.Embedding(50,8),layers.LSTM(64),layers.Dense(7,activation=tf.nn.gelu),layers.Dropout(0.1),layers.Dense(1,activation="sigmoid",kernel_regularizer=keras.regularizers.L2(0.02))])
