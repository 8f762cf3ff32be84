# a train_step of NumPy alone: the name proves nothing
import numpy as np

W = np.zeros((3072, 100))
b = np.zeros(100)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def train_step(features, labels, lr=0.01):
    global W, b
    x = features.reshape(len(features), -1)
    y = np.eye(100)[labels.reshape(-1).astype(int)]
    p = softmax(x @ W + b)
    loss = -np.mean(np.sum(y * np.log(p + 1e-9), axis=1))
    W -= lr * x.T @ (p - y) / len(x)
    b -= lr * (p - y).mean(axis=0)
    return loss
