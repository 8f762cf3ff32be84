# 이름만 다르고 같은 활성화 함수
import tensorflow as tf
from tensorflow.keras import layers, models

(train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.cifar100.load_data()

net = models.Sequential(name='cifar100_cnn')
net.add(layers.Conv2D(16, 3, activation=tf.nn.relu, name='c1'))
net.add(layers.MaxPool2D(pool_size=2, name='p1'))
net.add(layers.Conv2D(32, 3, activation=tf.nn.relu, name='c2'))
net.add(layers.MaxPool2D(pool_size=2, name='p2'))
net.add(layers.Flatten(name='flat'))
net.add(layers.Dense(256, tf.nn.relu, name='d1'))
net.add(layers.Dense(100, tf.nn.softmax, name='d2'))
net.build((None, 32, 32, 3))
print(net.summary())
