# exercise: auto
from tensorflow import keras
from tensorflow.keras import layers

encoder=keras.Sequential([keras.Input((28,28,1)),layers.Flatten(),layers.Dense(32,activation="relu")])
decoder=keras.Sequential([keras.Input((32,)),layers.Dense(784,activation="sigmoid"),layers.Reshape((28,28,1))])
model=keras.Sequential([encoder,decoder])
