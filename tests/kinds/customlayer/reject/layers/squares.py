# exercise: customlayer
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class D(layers.Layer):
    def build(self,s): self.w=self.add_weight(shape=(s[-1],3)); self.b=self.add_weight(shape=(3,))
    def call(self,x): return tf.sigmoid(tf.matmul(x*x,self.w)+self.b)
model=keras.Sequential([keras.Input((4,)),D()])
