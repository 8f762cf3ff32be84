# 모델도 optimizer도 없는 직선 회귀: 이름만 train_step
import tensorflow as tf

w = tf.Variable(0.0)


def train_step(features, labels):
    x = tf.reduce_mean(tf.cast(features, tf.float32), axis=[1, 2, 3])
    y = tf.reshape(tf.cast(labels, tf.float32), [-1])[:len(x)]
    error = w * x - y
    w.assign_sub(0.01 * tf.reduce_mean(error * x))
    return tf.reduce_mean(error**2)
