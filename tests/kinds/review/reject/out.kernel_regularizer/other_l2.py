# exercise: review
from tensorflow import keras
from tensorflow.keras import layers

model=keras.Sequential([keras.Input((12,)),layers.Embedding(50,8),layers.LSTM(32),layers.Dense(1,activation="sigmoid",kernel_regularizer="l2")])
