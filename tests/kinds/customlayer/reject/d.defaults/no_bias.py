# exercise: customlayer
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class D(layers.Layer):
    def build(self,s): self.w=self.add_weight(shape=(s[-1],3))
    def call(self,x): return tf.sigmoid(tf.matmul(x,self.w))
model=keras.Sequential([keras.Input((4,)),D()])
