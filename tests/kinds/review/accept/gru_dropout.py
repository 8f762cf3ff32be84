# exercise: review
from tensorflow import keras
from tensorflow.keras import layers

model=keras.Sequential([keras.Input((12,)),layers.Embedding(50,16,mask_zero=True),layers.SpatialDropout1D(0.2),layers.GRU(16),layers.Dropout(0.3),layers.Dense(1,activation="sigmoid",kernel_regularizer=keras.regularizers.l2(0.02))])
